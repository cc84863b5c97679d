namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Names the HTTP headers of the Durable Streams protocol.</summary>
internal static class StreamHeaders
{
    public const string NextOffset = "Stream-Next-Offset";
    public const string UpToDate = "Stream-Up-To-Date";
    public const string Cursor = "Stream-Cursor";
    public const string Closed = "Stream-Closed";
    public const string Seq = "Stream-Seq";
    public const string TimeToLive = "Stream-TTL";
    public const string ExpiresAt = "Stream-Expires-At";
    public const string ForkedFrom = "Stream-Forked-From";
    public const string ForkOffset = "Stream-Fork-Offset";
    public const string ForkSubOffset = "Stream-Fork-Sub-Offset";
    public const string SseEncoding = "Stream-SSE-Data-Encoding";
    public const string ProducerId = "Producer-Id";
    public const string ProducerEpoch = "Producer-Epoch";
    public const string ProducerSeq = "Producer-Seq";
    public const string ProducerExpectedSeq = "Producer-Expected-Seq";
    public const string ProducerReceivedSeq = "Producer-Received-Seq";

    /// <summary>The value of headers that are either present or absent, such as <c>Stream-Closed: true</c>.</summary>
    public const string True = "true";

    /// <summary>Returns whether a request has a header with the value <c>true</c>. A header with another value is ignored.</summary>
    public static bool IsTrue(HttpRequest request, string name) =>
        string.Equals(request.Headers[name].ToString(), True, StringComparison.OrdinalIgnoreCase);
}
