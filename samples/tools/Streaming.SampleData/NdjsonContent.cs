using System.Net;
using System.Net.Http.Headers;

namespace Streaming.SampleData;

/// <summary>Represents a request body that is generated while it is sent, so that it may have any length.</summary>
internal sealed class NdjsonContent : HttpContent
{
    private readonly RoomPlan _plan;
    private readonly Action<long> _onSent;

    public NdjsonContent(RoomPlan plan, Action<long> onSent)
    {
        (_plan, _onSent) = (plan, onSent);
        Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _plan.WriteAsync(stream, _onSent, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
