using Microsoft.AspNetCore.Mvc.Filters;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>Refuses a body that is no token with this server's own sentence: MVC's names types of the program.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TokenBodyAttribute : ActionFilterAttribute
{
    // Before MVC's own filter answers (-2000).
    private const int Earlier = -3000;

    public TokenBodyAttribute() => Order = Earlier;

    public override void OnActionExecuting(ActionExecutingContext context)
    {
        if (!context.ModelState.IsValid)
            throw RefusalException.Invalid("The body is not valid; send {\"token\": \"…\"} as application/json, or no body and the token as 'Authorization: Bearer …'.");
    }
}
