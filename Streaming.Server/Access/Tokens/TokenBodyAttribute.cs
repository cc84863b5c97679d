using Microsoft.AspNetCore.Mvc.Filters;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>Refuses an invalid body with a sentence of this server: MVC's sentence names types of the program.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TokenBodyAttribute : ActionFilterAttribute
{
    // Runs before MVC's own filter (-2000).
    private const int Earlier = -3000;

    public TokenBodyAttribute() => Order = Earlier;

    public override void OnActionExecuting(ActionExecutingContext context)
    {
        if (!context.ModelState.IsValid)
            throw RefusalException.Invalid(
                "The body is not valid; send {\"token\": \"…\"} as application/json, " +
                "or no body and the token as 'Authorization: Bearer …'.");
    }
}
