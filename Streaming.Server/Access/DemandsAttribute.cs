using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Primitives;
using Streaming.Server.Messages;

namespace Streaming.Server.Access;

/// <summary>Lets the action run only for who may do this with the topic that its route names, or with all those of its query.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DemandsAttribute(TopicAction action) : Attribute, IAuthorizationFilter, IAccessMetadata
{
    /// <summary>What may be done.</summary>
    public TopicAction Action => action;

    /// <summary>The route's or query's parameter that names the topic (default <c>topic</c>).</summary>
    public string Parameter { get; init; } = "topic";

    /// <summary>The namespace to put in front of it, such as <c>room:</c>.</summary>
    public string Namespace { get; init; } = string.Empty;

    /// <inheritdoc/>
    public void OnAuthorization(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        var control = http.RequestServices.GetRequiredService<AccessControl>();
        var caller = Callers.Of(http);
        if (http.GetRouteValue(Parameter) is string one)
        {
            Demand(control, caller, one);
            return;
        }

        foreach (var each in http.Request.Query.TryGetValue(Parameter, out var values) ? values : StringValues.Empty)
            Demand(control, caller, each);
    }

    // What is no name at all is for the action to refuse, with its own sentence.
    private void Demand(AccessControl control, Caller caller, string? text)
    {
        var name = Namespace.Length == 0 ? text : Namespace + text;
        if (TopicName.TryParse(name, out var topic, out _))
            control.Demand(caller, action, topic);
    }
}
