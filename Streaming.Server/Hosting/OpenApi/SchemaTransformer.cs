using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>Corrects the OpenAPI schemas of values that the server does not read or write in the form that the framework assumes.</summary>
internal sealed class SchemaTransformer : IOpenApiSchemaTransformer
{
    private const JsonSchemaType Numbers = JsonSchemaType.Integer | JsonSchemaType.Number;

    private static readonly Dictionary<string, string> s_ofProblems = new(StringComparer.Ordinal)
    {
        ["type"] = "A URI that identifies the kind of problem.",
        ["title"] = "The kind of problem, in a few words.",
        ["status"] = "The HTTP status of the response.",
        ["detail"] = "A sentence that states the problem and what to change.",
        ["instance"] = "A URI that identifies this occurrence of the problem; omitted if there is none.",
    };

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type.Assembly == typeof(StreamingServer).Assembly && context.JsonTypeInfo.Type.IsEnum)
            Describe(schema, context.JsonTypeInfo.Type);
        schema.AdditionalPropertiesAllowed = context.JsonPropertyInfo is not null || !SchemaNames.IsClosed(context.JsonTypeInfo.Type);
        // A number must be written as a JSON number. The framework also allows a string, and client generators would then create a union
        // type. So the string is removed from the schema.
        if (schema.Type is { } type && (type & Numbers) != default && type.HasFlag(JsonSchemaType.String))
            (schema.Type, schema.Pattern) = (type & ~JsonSchemaType.String, null);
        if (context.JsonPropertyInfo is { } property && property.DeclaringType == typeof(ProblemDetails))
            schema.Description = s_ofProblems.GetValueOrDefault(property.Name);
        return Task.CompletedTask;
    }

    private static void Describe(OpenApiSchema schema, Type type)
    {
        schema.Type = JsonSchemaType.String;
        schema.Enum = [.. Enum.GetNames(type).Select(name => (JsonNode)name.ToLowerInvariant())];
    }
}
