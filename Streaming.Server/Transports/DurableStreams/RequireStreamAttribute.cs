using Microsoft.AspNetCore.Mvc.Filters;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Marks an endpoint whose callers need a permission for the topic of the stream in the path. Also sets the headers that restrict how
/// browsers use a response, so that refusals have them too.
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
        // A refusal clears the headers of the response, so they are set when the response starts.
        http.Response.OnStarting(static response =>
        {
            StreamResponse.SetSecurityHeaders((HttpResponse)response);
            return Task.CompletedTask;
        }, http.Response);
        // The endpoint refuses an invalid path with a sentence that states the problem.
        return StreamPath.TryParse(http.Request.RouteValues["path"] as string, out var topic, out _)
            ? http.RequestServices.GetRequiredService<AccessControl>()
                .AuthorizeAsync(CallerResolver.Of(http), action, topic, http.RequestAborted).AsTask()
            : Task.CompletedTask;
    }
}
