using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

internal sealed class EventReader(HttpClient client) : TopicReader
{
    private EventStream? _events;

    public override async Task ConnectAsync(string after)
    {
        Break();
        _events = await EventStream.OpenAsync(
            client, "/topics/room:lobby/events?after=earliest", lastEventId: after == "earliest" ? null : after);
    }

    public override async Task<Delivered?> NextAsync()
    {
        try
        {
            return await _events!.NextAsync() is { } e ? new Delivered(e.Id, e.Type, e.Data) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public override void Break()
    {
        _events?.Response.Dispose();
        _events = null;
    }

    public override ValueTask DisposeAsync()
    {
        // An event stream has no polite close.
        Break();
        return ValueTask.CompletedTask;
    }
}
