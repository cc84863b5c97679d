namespace Streaming.Server.Outbound;

/// <summary>What the parts of the pipeline know of one call, and what they find out.</summary>
internal sealed class OutboundCall(HostState gate, OutboundRequest request, TimeSpan timeLimit, int maxResponseBytes)
{
    private static readonly HttpRequestOptionsKey<OutboundCall> s_key = new("Streaming.OutboundCall");

    public HostState Gate => gate;

    public TimeSpan TimeLimit => timeLimit;

    public int MaxResponseBytes => maxResponseBytes;

    public bool FollowsRedirects => request.FollowsRedirects;

    public TimeSpan? MaxBodyWait => request.MaxBodyWait;

    /// <summary>What was read of the answer's body.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>Whether there was more.</summary>
    public bool IsTruncated { get; set; }

    public static OutboundCall Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(s_key, out var call) ? call : throw new InvalidOperationException("The request was not made by OutboundCaller.");

    public void SetOn(HttpRequestMessage request) => request.Options.Set(s_key, this);
}
