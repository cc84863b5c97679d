using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Streaming.Server.Access.Limits;

namespace Streaming.Server.Http;

/// <summary>
/// Marks an action that reads the request body itself. Without this attribute, ASP.NET Core would read the body as a form if the client is
/// curl, which sends the content type of a form by default.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RawBodyAttribute : Attribute, IResourceFilter, ILimitsBodyItself
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        context.ValueProviderFactories.RemoveType<FormValueProviderFactory>();
        context.ValueProviderFactories.RemoveType<FormFileValueProviderFactory>();
        context.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
