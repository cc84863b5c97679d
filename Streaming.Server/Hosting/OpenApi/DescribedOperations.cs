using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>The operations of this server by verb and path. A test walks all endpoints, so that none is left out.</summary>
internal static class DescribedOperations
{
    private static readonly Dictionary<string, DescribedOperation> s_all = new[]
    {
        TopicOperations.All, StreamOperations.All, JobOperations.All, WebhookOperations.All, ServerOperations.All,
    }.SelectMany(each => each).ToDictionary(StringComparer.Ordinal);

    /// <summary>The operation; null for one of an application that hosts the server.</summary>
    public static DescribedOperation? Find(ApiDescription description) =>
        description.ActionDescriptor is ControllerActionDescriptor action
            && action.ControllerTypeInfo.Assembly == typeof(StreamingServer).Assembly
            ? s_all.GetValueOrDefault($"{description.HttpMethod} /{description.RelativePath}")
            : null;
}
