using Microsoft.AspNetCore.SignalR;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Tells a client why it was refused, and notes it. Of anything else that goes wrong SignalR tells it that something did, and no more.</summary>
internal sealed class RefusalFilter(RefusalRecorder refusals) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
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
    }
}
