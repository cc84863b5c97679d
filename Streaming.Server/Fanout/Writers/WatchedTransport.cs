using System.IO.Pipelines;
using Streaming.Server.Fanout.Direct;

namespace Streaming.Server.Fanout.Writers;

/// <summary>The input and output of a connection that is aborted if its client accepts no bytes for too long.</summary>
internal sealed class WatchedTransport(IDuplexPipe inner, WriteWatch watch, Action abort) : IDuplexPipe
{
    public PipeReader Input { get; } = new FairPipeReader(inner.Input);

    public PipeWriter Output { get; } = new WatchedPipeWriter(inner.Output, watch, abort);
}
