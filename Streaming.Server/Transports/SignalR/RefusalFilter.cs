using Microsoft.AspNetCore.SignalR;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Sends the sentence of a refusal to the SignalR client, and records the refusal. After any other exception, SignalR sends only a generic
/// error.
/// </summary>
internal sealed class RefusalFilter(RefusalRecorder refusals, HubFailures failures) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (RefusalException e)
        {
            if (invocationContext.Context.GetHttpContext() is { } http)
                refusals.Record(http, e);
            throw new HubException(e.Message, e);
        }
        catch (Exception e) when (failures.Report(e, invocationContext.HubMethodName, invocationContext.Context.ConnectionAborted))
        {
            throw;
        }
    }
}
