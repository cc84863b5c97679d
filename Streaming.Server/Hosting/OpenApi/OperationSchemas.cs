using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>
/// Creates the OpenAPI schemas of the bodies of requests and responses. The schema of each of the server's own types is written only once,
/// as a component of the document. All other places refer to it by its name.
/// </summary>
internal sealed class OperationSchemas(OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
{
    /// <summary>Returns the media types of a body, each with its schema.</summary>
    public async Task<Dictionary<string, OpenApiMediaType>> ContentAsync(IEnumerable<DescribedContent> contents)
    {
        var all = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal);
        foreach (var content in contents)
            all[content.MediaType] = new OpenApiMediaType { Schema = await OfAsync(content) };
        return all;
    }

    /// <summary>
    /// Returns the schema of a .NET type. For the server's own types this is a reference to a component of the document, or an array of
    /// such references.
    /// </summary>
    public async Task<IOpenApiSchema> OfAsync(Type type)
    {
        if (ItemOf(type) is { } item)
            return new OpenApiSchema { Type = JsonSchemaType.Array, Items = await OfAsync(item) };
        if (SchemaNames.IsAny(type))
            return new OpenApiSchema();
        var schema = await context.GetOrCreateSchemaAsync(type, parameterDescription: null, cancellationToken);
        if (SchemaNames.Of(type) is not { } name)
            return schema;
        await ReferToComponentsAsync(schema, type);
        // Writes the schema to the dictionary. There it replaces a schema of the same name that the framework has created from a class. The
        // method AddComponent would keep the schema of the framework.
        var components = context.Document!.Components ??= new OpenApiComponents();
        (components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal))[name] = schema;
        return new OpenApiSchemaReference(name, context.Document);
    }

    // The framework writes the schema of each property inside the schema of the type, and client generators would create an additional type
    // for each property. This code replaces the inner schemas by references to components.
    private async Task ReferToComponentsAsync(OpenApiSchema schema, Type type)
    {
        foreach (var property in type.GetProperties())
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (schema.Properties is null || !schema.Properties.TryGetValue(name, out var found) || found is not OpenApiSchema described)
                continue;
            if (ItemOf(property.PropertyType) is { } item && SchemaNames.Of(item) is not null)
                described.Items = await OfAsync(item);
            else if (SchemaNames.Of(property.PropertyType) is not null)
                schema.Properties[name] =
                    new OpenApiSchema { Description = described.Description, OneOf = [Null(), await OfAsync(property.PropertyType)] };
        }
    }

    private static Type? ItemOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is { } definition
            && (definition == typeof(IEnumerable<>) || definition == typeof(IReadOnlyList<>) || definition == typeof(IAsyncEnumerable<>))
            ? type.GetGenericArguments()[0]
            : null;

    private static OpenApiSchema Null() => new() { Type = JsonSchemaType.Null };

    private async Task<IOpenApiSchema> OfAsync(DescribedContent content)
    {
        if (content.Shape is not { } shape)
            return new OpenApiSchema { Type = JsonSchemaType.String, Description = content.Description };
        if (shape == typeof(Stream))
            return new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = content.Description };
        if (SchemaNames.IsAny(shape))
            return new OpenApiSchema { Description = content.Description };
        var one = await OfAsync(shape);
        if (!content.IsList && !content.IsSingleOrList)
            return one;
        var list = new OpenApiSchema { Type = JsonSchemaType.Array, Items = one };
        if (content.IsList)
            list.Description = content.Description;
        else
            list.MinItems = 1;
        return content.IsList ? list : new OpenApiSchema { OneOf = [one, list], Description = content.Description };
    }
}
