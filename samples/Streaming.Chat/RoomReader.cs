using System.Globalization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Streaming.Chat;

/// <summary>
/// Reads the messages of one room. After each outage it resumes after the last message that it has received. For this it keeps only the
/// position of that message: the server keeps no session for a disconnected client.
/// </summary>
internal sealed class RoomReader(HubConnection connection, string room)
{
    private const int HistoryOnEntry = 20;

    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);

    private readonly string[] _topics = ["room:" + room];
    private string? _position;

    /// <summary>Reads messages until the user leaves the room.</summary>
    public async Task RunAsync(CancellationToken left)
    {
        var pause = s_shortestPause;
        while (!left.IsCancellationRequested)
        {
            try
            {
                if (connection.State == HubConnectionState.Disconnected)
                    await connection.StartAsync(left);
                await EnterAsync(left);
                pause = s_shortestPause;
                await foreach (var message in connection.StreamAsync<ChatMessage>("Subscribe", _topics, _position, left))
                {
                    Screen.Show(message);
                    _position = message.Position;
                }

                if (!left.IsCancellationRequested)
                    Screen.Note("The connection is gone; connecting again.");
            }
            catch (HubException e)
            {
                Screen.Refused(e);
                return;
            }
            catch (Exception) when (left.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or InvalidOperationException or HttpRequestException or TaskCanceledException
                or System.Net.WebSockets.WebSocketException)
            {
                Screen.Note($"No connection ({e.Message}); trying again in {pause.TotalSeconds:0.#} s.");
                await Task.Delay(pause, left).ContinueWith(_ => { }, TaskScheduler.Default);
                pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
            }
        }
    }

    // On the first connection, reads the current position of the room, shows the latest messages, and then receives the messages after that
    // position.
    private async Task EnterAsync(CancellationToken left)
    {
        if (_position is not null)
            return;
        var cursor = await connection.InvokeAsync<string>("Cursor", _topics, left);
        var newest = cursor[(cursor.IndexOf('=', StringComparison.Ordinal) + 1)..];
        var hyphen = newest.IndexOf('-', StringComparison.Ordinal);
        var offset = long.Parse(newest.AsSpan(hyphen + 1), CultureInfo.InvariantCulture);
        var lately = string.Create(CultureInfo.InvariantCulture, $"{newest.AsSpan(0, hyphen)}-{Math.Max(0, offset - HistoryOnEntry)}");
        Screen.Entered(room);
        await foreach (var message in connection.StreamAsync<ChatMessage>("History", _topics[0], lately, (long)HistoryOnEntry, left))
            Screen.Show(message);
        _position = newest;
    }
}
