using Streaming.Tests.Support;

namespace Streaming.Tests.History;

/// <summary>Measures the memory of this process, so no other test may run at the same time.</summary>
[Collection(Sequential.Name)]
[Trait("Category", "Slow")]
public sealed class FlatMemoryTests
{
    [Fact]
    public async Task A_download_of_two_hundred_thousand_messages_needs_constant_memory()
    {
        const int Count = 200_000;
        await using var server = await TestServer.StartAsync();
        await DownloadTests.FillAsync(server, Count);
        using var response = await DownloadTests.StartAsync(server, "?format=csv");
        await using var body = await response.Content.ReadAsStreamAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var buffer = new byte[64 * 1024];
        long most = 0, total = 0, lines = 0, nextLook = 4 << 20;
        while (await body.ReadAsync(buffer).OrTimeout() is > 0 and var read)
        {
            total += read;
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            if (total < nextLook)
                continue;
            nextLook += 4 << 20;
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        lines.Should().Be(Count + 1);
        total.Should().BeGreaterThan(Count * 100L);
        most.Should().BeInRange(long.MinValue, 50 << 20, "the whole download is never in memory");
    }
}
