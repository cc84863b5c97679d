using Microsoft.AspNetCore.Mvc.Filters;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Marks an endpoint whose callers need a permission for the topic of the stream in the path. Also sets the security headers of each
/// response, including refusals, which restrict how browsers use the response.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequireStreamAttribute(TopicAction action) : Attribute, IAsyncAuthorizationFilter, IAccessMetadata
{
    /// <summary>The action, such as publish or subscribe, that the caller must be allowed to perform on the topic of the stream.</summary>
    public TopicAction Action => action;

    /// <inheritdoc/>
    public Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        // If a request is refused, the headers that were set before are cleared. So these headers are set only when the response starts.
        http.Response.OnStarting(static response =>
        {
            StreamResponse.SetSecurityHeaders((HttpResponse)response);
            return Task.CompletedTask;
        }, http.Response);
        // If the path is not valid, no topic is returned here: the endpoint refuses the path, with a sentence that states the problem.
        return StreamPath.TryParse(http.Request.RouteValues["path"] as string, out var topic, out _)
            ? http.RequestServices.GetRequiredService<AccessControl>()
                .AuthorizeAsync(CallerResolver.Of(http), action, topic, http.RequestAborted).AsTask()
            : Task.CompletedTask;
    }
}
