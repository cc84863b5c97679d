namespace Streaming.LoadTest.Measure;

/// <summary>
/// Describes the resources that the server used: processor time while messages were sent, and memory before and after all connections were
/// opened.
/// </summary>
internal sealed record ServerUse(double CpuSeconds, long BytesBefore, long BytesConnected, long BytesAfter);
