using Microsoft.AspNetCore.OpenApi;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>Registers the OpenAPI document of the server.</summary>
internal static class OpenApiRegistration
{
    /// <summary>Adds the document <c>v1</c>. Operations of an application that hosts the server stay as they are.</summary>
    public static IServiceCollection AddOpenApiDocument(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        var includes = options.ShouldInclude;
        // The second verb of a WebSocket's address, which only browsers send; OpenAPI has no such verb.
        options.ShouldInclude = description => !HttpMethods.IsConnect(description.HttpMethod ?? HttpMethods.Get) && includes(description);
        options.CreateSchemaReferenceId = SchemaNames.Of;
        options.AddSchemaTransformer<SchemaTransformer>();
        options.AddOperationTransformer<OperationTransformer>();
        options.AddDocumentTransformer<DocumentTransformer>();
    });
}
