using Microsoft.AspNetCore.SignalR;

namespace Streaming.Peers.SignalR;

/// <summary>The SignalR hub. A connection is in the group that its address names.</summary>
internal sealed class RoomHub : Hub
{
    public override Task OnConnectedAsync() =>
        Groups.AddToGroupAsync(Context.ConnectionId, Context.GetHttpContext()?.Request.Query["topic"].ToString() ?? "");
}
