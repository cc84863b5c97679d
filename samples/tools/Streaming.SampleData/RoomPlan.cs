using System.Buffers;

namespace Streaming.SampleData;

/// <summary>Describes the messages that one room receives.</summary>
/// <param name="Room">The name of the room; its topic is <c>room:</c> and the name.</param>
/// <param name="Messages">The number of messages.</param>
/// <param name="Seed">The seed of the run. Each room derives its own seed from it, so that the messages of a room do not depend on other
/// rooms.</param>
internal sealed record RoomPlan(string Room, long Messages, int Seed)
{
    private const int BufferBytes = 64 * 1024;

    public string Topic => "room:" + Room;

    /// <summary>Writes all messages of the room as NDJSON, one buffer at a time.</summary>
    /// <param name="output">The stream to write to.</param>
    /// <param name="onWritten">A function that receives the number of messages written so far.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public async Task WriteAsync(Stream output, Action<long> onWritten, CancellationToken cancellationToken)
    {
        var seed = SeedOf(Room, Seed);
        var conversation = new Conversation(Phrases.Make(Theme.Of(Room), unchecked((int)seed)), new FastRandom(seed));
        var buffer = new ArrayBufferWriter<byte>(BufferBytes * 2);
        for (long i = 1; i <= Messages; i++)
        {
            conversation.WriteNext(buffer);
            if (buffer.WrittenCount < BufferBytes && i < Messages)
                continue;
            await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
            buffer.ResetWrittenCount();
            onWritten(i);
        }
    }

    // Computes an FNV-1a hash, since the values of string.GetHashCode differ from run to run.
    private static ulong SeedOf(string room, int seed)
    {
        var hash = 14_695_981_039_346_656_037UL + (ulong)seed;
        foreach (var c in room)
            hash = (hash ^ c) * 1_099_511_628_211UL;
        return hash;
    }
}
