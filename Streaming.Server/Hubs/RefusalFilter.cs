using Microsoft.AspNetCore.SignalR;
using Streaming.Server.Messages;

namespace Streaming.Server.Hubs;

/// <summary>Tells a client why it was refused. Of anything else that goes wrong SignalR tells it that something did, and no more.</summary>
internal sealed class RefusalFilter : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (RefusalException e)
        {
            throw new HubException(e.Message, e);
        }
    }
}
