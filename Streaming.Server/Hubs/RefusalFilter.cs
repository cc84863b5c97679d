using Microsoft.AspNetCore.SignalR;
using Streaming.Server.Access;
using Streaming.Server.Messages;

namespace Streaming.Server.Hubs;

/// <summary>Tells a client why it was refused, and notes it. Of anything else that goes wrong SignalR tells it that something did, and no more.</summary>
internal sealed class RefusalFilter(Refusals refusals) : IHubFilter
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
                refusals.Note(http, e);
            throw new HubException(e.Message, e);
        }
    }
}
