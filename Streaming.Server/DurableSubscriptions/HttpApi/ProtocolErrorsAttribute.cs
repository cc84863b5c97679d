using Microsoft.AspNetCore.Mvc.Filters;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>Adds the error codes of the Durable Streams protocol to the error responses of a controller.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ProtocolErrorsAttribute : ExceptionFilterAttribute
{
    public override void OnException(ExceptionContext context)
    {
        if (context.Exception is RefusalException refusal && SubscriptionRefusal.WithCode(refusal) is var coded && coded != refusal)
            context.Exception = coded;
    }
}
