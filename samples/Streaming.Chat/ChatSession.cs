using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Streaming.Chat;

/// <summary>Runs the chat: sends typed lines to the room, and shows the room's messages on the screen.</summary>
internal sealed class ChatSession(ChatOptions options) : IAsyncDisposable
{
    private readonly HubConnection _connection = new HubConnectionBuilder()
        .WithUrl(new Uri(options.Server, $"/hubs/stream?name={Uri.EscapeDataString(options.Name ?? string.Empty)}"),
            http => http.AccessTokenProvider = options.Token is null ? null : () => Task.FromResult<string?>(options.Token))
        .Build();

    private CancellationTokenSource _leave = new();
    private string _room = options.Room;
    private Task _reading = Task.CompletedTask;

    public async Task RunAsync()
    {
        Screen.Help();
        Enter();
        // Lines are read on a separate thread, since reading from the console blocks.
        while (await Task.Run(Console.In.ReadLineAsync) is { } line && line != "/quit")
            await TakeAsync(line);
        await LeaveAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _leave.Dispose();
        await _connection.DisposeAsync();
    }

    private async Task TakeAsync(string line)
    {
        try
        {
            if (line.StartsWith("/join ", StringComparison.Ordinal))
                await JoinAsync(line["/join ".Length..].Trim());
            else if (line == "/who")
                Screen.Show(await _connection.InvokeAsync<ChatMembers>("Members", _room));
            else if (line.StartsWith('/'))
                Screen.Help();
            else if (line.Length > 0)
                await _connection.InvokeAsync<string>("Publish", "room:" + _room, line);
        }
        catch (HubException e)
        {
            Screen.Refused(e);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or TaskCanceledException)
        {
            Screen.Note("There is no connection, so the message was not sent. Send it again in a moment.");
        }
    }

    private async Task JoinAsync(string room)
    {
        await LeaveAsync();
        _room = room;
        _leave.Dispose();
        _leave = new CancellationTokenSource();
        Enter();
    }

    private void Enter() => _reading = new RoomReader(_connection, _room).RunAsync(_leave.Token);

    private async Task LeaveAsync()
    {
        await _leave.CancelAsync();
        await _reading;
    }
}
