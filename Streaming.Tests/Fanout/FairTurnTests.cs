using Streaming.Server.Core.Concurrency;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

/// <summary>Tests that code which waits for its turn leaves its thread to others.</summary>
public sealed class FairTurnTests
{
    [Fact]
    public async Task The_thread_is_left_even_if_the_turn_has_come_before_it_is_awaited()
    {
        for (var i = 0; i < 20; i++)
            (await OwnThread.RunAsync(ContinuesOnThreadPoolAsync)).Should().BeTrue();
    }

    private static async Task<bool> ContinuesOnThreadPoolAsync()
    {
        var turn = FairTurn.WaitAsync();
        OwnThread.WaitForThreadPool();
        await turn;
        return Thread.CurrentThread.IsThreadPoolThread;
    }
}
