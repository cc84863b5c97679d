namespace Streaming.Server.Outbound;

/// <summary>
/// Holds the limits of one outbound call (a request of this server to another server), and the part of the response's body that was read.
/// The HTTP handlers that process the call share this object.
/// </summary>
internal sealed class OutboundCall(HostState host, OutboundRequest request, TimeSpan timeLimit, int maxResponseBytes)
{
    private static readonly HttpRequestOptionsKey<OutboundCall> s_key = new("Streaming.OutboundCall");

    public HostState Host => host;

    public TimeSpan TimeLimit => timeLimit;

    public int MaxResponseBytes => maxResponseBytes;

    public bool FollowsRedirects => request.FollowsRedirects;

    public bool CountsStatus => request.CountsStatus;

    public TimeSpan? MaxBodyWait => request.MaxBodyWait;

    /// <summary>The part of the response's body that was read: at most as many bytes as the size limit of the call allows.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>Whether the response's body was longer than the size limit of the call.</summary>
    public bool IsTruncated { get; set; }

    public static OutboundCall Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(s_key, out var call) ? call
            : throw new InvalidOperationException("The request was not made by OutboundCaller.");

    public void SetOn(HttpRequestMessage request) => request.Options.Set(s_key, this);
}
