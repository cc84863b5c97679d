using Microsoft.AspNetCore.Mvc.Filters;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// Refuses an invalid request body with an error message of this server. The error message of ASP.NET Core would contain the names of .NET
/// types.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TokenBodyAttribute : ActionFilterAttribute
{
    // With this order, the filter runs before the filters of ASP.NET Core that refuse invalid bodies (their order is -2000) and bodies in
    // an unknown encoding (-3000).
    private const int Earlier = -3001;

    public TokenBodyAttribute() => Order = Earlier;

    public override void OnActionExecuting(ActionExecutingContext context)
    {
        if (!context.ModelState.IsValid)
            throw RefusalException.Invalid(
                "The body is not valid; send {\"token\": \"…\"} as application/json in UTF-8, " +
                "or no body and the token as 'Authorization: Bearer …'.");
    }
}
