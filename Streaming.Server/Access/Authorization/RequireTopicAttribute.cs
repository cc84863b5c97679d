using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Primitives;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Access.Authorization;

/// <summary>
/// Marks an endpoint whose callers need a permission. Before the endpoint runs, the server checks that the caller may use the topic in the
/// route, or all topics in the query.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequireTopicAttribute(TopicAction action) : Attribute, IAsyncAuthorizationFilter, IAccessMetadata
{
    /// <summary>The action, such as publish or subscribe, that the caller must be allowed to perform on the topic.</summary>
    public TopicAction Action => action;

    /// <summary>The name of the route or query parameter that contains the topic's name (default <c>topic</c>).</summary>
    public string Parameter { get; init; } = "topic";

    /// <summary>
    /// The namespace that is put before the value of the parameter to form the topic's name, such as <c>room:</c> (default: none).
    /// </summary>
    public string Namespace { get; init; } = string.Empty;

    /// <inheritdoc/>
    public Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        var control = http.RequestServices.GetRequiredService<AccessControl>();
        var caller = CallerResolver.Of(http);
        if (http.GetRouteValue(Parameter) is string one)
            return AuthorizeAsync(control, caller, one, http.RequestAborted).AsTask();
        return AuthorizeAllAsync(control, caller, http.Request.Query.TryGetValue(Parameter, out var values) ? values
            : StringValues.Empty, http.RequestAborted);
    }

    private async Task AuthorizeAllAsync(AccessControl control, Caller caller, StringValues names, CancellationToken cancellationToken)
    {
        foreach (var each in names)
            await AuthorizeAsync(control, caller, each, cancellationToken);
    }

    // Checks the permission for one topic name. An invalid name is not refused here, because the endpoint itself refuses it with a sentence
    // that explains the problem.
    private ValueTask AuthorizeAsync(AccessControl control, Caller caller, string? text, CancellationToken cancellationToken)
    {
        var name = Namespace.Length == 0 ? text : Namespace + text;
        return TopicName.TryParse(name, out var topic, out _) ? control.AuthorizeAsync(caller, action, topic, cancellationToken) : default;
    }
}
