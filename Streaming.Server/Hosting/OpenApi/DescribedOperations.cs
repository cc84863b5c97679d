using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>
/// Holds the descriptions of all operations in the OpenAPI document, by HTTP method and path. A test checks that each endpoint of the
/// server has a description.
/// </summary>
internal static class DescribedOperations
{
    private static readonly Dictionary<string, DescribedOperation> s_all = new[]
    {
        TopicOperations.All, StreamOperations.All, DurableStreamOperations.All, DurableSubscriptionOperations.All, JobOperations.All,
        WebhookOperations.All, ServerOperations.All, AdministrationOperations.All,
    }.SelectMany(each => each).ToDictionary(StringComparer.Ordinal);

    /// <summary>Returns the description of an operation. Returns null for an operation of the application that hosts the server.</summary>
    public static DescribedOperation? Find(ApiDescription description) =>
        description.ActionDescriptor is ControllerActionDescriptor action
            && action.ControllerTypeInfo.Assembly == typeof(StreamingServer).Assembly
            ? s_all.GetValueOrDefault($"{description.HttpMethod} /{description.RelativePath}")
            : null;
}
