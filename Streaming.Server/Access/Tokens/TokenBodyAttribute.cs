using Microsoft.AspNetCore.Mvc.Filters;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// Refuses an invalid request body with this server's own sentence, since the sentence of MVC contains names of the program's types.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TokenBodyAttribute : ActionFilterAttribute
{
    // The order of this filter: before MVC's own filter, whose order is -2000.
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
