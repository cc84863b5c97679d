using Microsoft.AspNetCore.OpenApi;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>Registers the OpenAPI document that describes the HTTP operations of the server.</summary>
internal static class OpenApiRegistration
{
    /// <summary>Adds the OpenAPI document v1 of the server. Operations of the application that hosts the server are not changed.</summary>
    public static IServiceCollection AddOpenApiDocument(this IServiceCollection services) =>
        services.AddSingleton<DocumentCache>().AddOpenApi(options =>
        {
            var includes = options.ShouldInclude;
            // The method CONNECT, with which browsers open a WebSocket over HTTP/2, is left out: OpenAPI has no such method.
            options.ShouldInclude = description =>
                !HttpMethods.IsConnect(description.HttpMethod ?? HttpMethods.Get) && includes(description);
            options.CreateSchemaReferenceId = SchemaNames.Of;
            options.AddSchemaTransformer<SchemaTransformer>();
            options.AddOperationTransformer<OperationTransformer>();
            options.AddOperationTransformer<StreamedResultTransformer>();
            options.AddDocumentTransformer<DocumentTransformer>();
        });
}
