using Microsoft.AspNetCore.SignalR;

namespace Streaming.Peers.SignalR;

/// <summary>Sends messages to SignalR clients. Each connection joins the group that is named in its URL.</summary>
internal sealed class RoomHub : Hub
{
    public override Task OnConnectedAsync() =>
        Groups.AddToGroupAsync(Context.ConnectionId, Context.GetHttpContext()?.Request.Query["topic"].ToString() ?? "");
}
