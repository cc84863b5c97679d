using System.IO.Pipelines;

namespace Streaming.Server.Fanout.Writers;

/// <summary>Writes the body of an HTTP response, for any protocol and with any middleware.</summary>
internal sealed class PipeConnectionWriter(PipeWriter output, Action abort) : KestrelConnectionWriter(abort)
{
    protected override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if ((await output.WriteAsync(bytes)).IsCompleted)
            throw new IOException("The client has disconnected.");
    }
}
