using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Streaming.Server.Access;

/// <summary>Describes what every endpoint that demands something may answer.</summary>
internal sealed class AccessDescription : IOpenApiOperationTransformer
{
    private static readonly (string Status, string Description)[] s_answers =
    [
        ("401", "A token is needed, or the one that was sent is not valid; WWW-Authenticate says why."), ("403", "The token, or the page that sent the request, does not let this."),
    ];

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (!context.Description.ActionDescriptor.EndpointMetadata.Any(metadata => metadata is DemandsAttribute or AdministratorsOnlyAttribute))
            return Task.CompletedTask;
        operation.Responses ??= [];
        foreach (var (status, description) in s_answers)
            operation.Responses.TryAdd(status, new OpenApiResponse { Description = description });
        return Task.CompletedTask;
    }
}
