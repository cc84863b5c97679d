namespace Streaming.LoadTest.Measure;

/// <summary>What the server used: CPU while messages flowed, memory before and with all the connections.</summary>
internal sealed record ServerUse(double CpuSeconds, long BytesBefore, long BytesConnected, long BytesAfter);
