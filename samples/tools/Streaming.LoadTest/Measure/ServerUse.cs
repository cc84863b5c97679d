namespace Streaming.LoadTest.Measure;

/// <summary>The resources that the server used: CPU while messages were sent, memory before and with all connections.</summary>
internal sealed record ServerUse(double CpuSeconds, long BytesBefore, long BytesConnected, long BytesAfter);
