using System.Collections.Concurrent;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Streaming.Server.Http;

/// <summary>Refuses requests with query parameters that the action does not have (see <see cref="QueryNames"/>).</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ChecksQueryNamesAttribute : Attribute, IResourceFilter
{
    private readonly ConcurrentDictionary<ActionDescriptor, string[]> _names = new();

    /// <summary>A query parameter that the actions read from the request themselves; null for none.</summary>
    public string? Also { get; set; }

    /// <summary>
    /// Names of parameters that the actions do not have and that a client might expect. A request that reads is refused with them, because
    /// the response would contain more than its client wants.
    /// </summary>
    public string[] Refused { get; set; } = [];

    public void OnResourceExecuting(ResourceExecutingContext context) => QueryNames.Check(
        context.HttpContext.Request, _names.GetOrAdd(context.ActionDescriptor, NamesOf), Refused);

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }

    private string[] NamesOf(ActionDescriptor action) =>
    [
        .. action.Parameters.Where(each => each.BindingInfo?.BindingSource == BindingSource.Query)
            .Select(each => each.BindingInfo!.BinderModelName ?? each.Name),
        .. Also is null ? [] : (string[])[Also],
    ];
}
