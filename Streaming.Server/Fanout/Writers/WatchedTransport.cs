using System.IO.Pipelines;

namespace Streaming.Server.Fanout.Writers;

/// <summary>A transport whose output is watched.</summary>
internal sealed class WatchedTransport(IDuplexPipe inner, WriteWatch watch, Action abort) : IDuplexPipe
{
    public PipeReader Input => inner.Input;

    public PipeWriter Output { get; } = new WatchedPipeWriter(inner.Output, watch, abort);
}
