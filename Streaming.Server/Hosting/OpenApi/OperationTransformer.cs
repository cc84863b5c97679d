using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>
/// Completes the description of each HTTP operation in the OpenAPI document: its id, summary, parameters, body, responses and security.
/// </summary>
internal sealed class OperationTransformer : IOpenApiOperationTransformer
{
    public async Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (DescribedOperations.Find(context.Description) is not { } described)
            return;
        operation.OperationId = described.Id;
        operation.Description = operation.Summary;
        operation.Summary = described.Summary;
        operation.Tags = new HashSet<OpenApiTagReference> { new(described.Tag, context.Document) };
        SetParameters(operation, described);
        var schemas = new OperationSchemas(context, cancellationToken);
        operation.RequestBody = described.Body.Count == 0 ? null : new OpenApiRequestBody
        {
            Required = !described.IsBodyOptional,
            Content = await schemas.ContentAsync(described.Body),
        };
        operation.Responses = await new OperationResponses(described, context.Description, schemas).CreateAsync();
        operation.Security = OperationSecurity.Of(context);
    }

    // Adds the described parameters to the parameters that the framework has found in the controller action. A parameter that the framework
    // has found keeps its place in the list. Its description is replaced only if the described parameter has a description.
    private static void SetParameters(OpenApiOperation operation, DescribedOperation described)
    {
        operation.Parameters ??= [];
        foreach (var parameter in described.Parameters)
        {
            var existing = operation.Parameters.OfType<OpenApiParameter>()
                .FirstOrDefault(each => each.Name == parameter.Name && each.In == parameter.In);
            if (existing is null)
                operation.Parameters.Add(existing = new OpenApiParameter { In = parameter.In, Name = parameter.Name });
            existing.Description = parameter.Description ?? existing.Description;
            existing.Schema = parameter.Schema();
            existing.Required = parameter.IsRequired;
        }
    }
}
