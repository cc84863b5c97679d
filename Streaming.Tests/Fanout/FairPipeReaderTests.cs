using System.Buffers;
using System.IO.Pipelines;
using Streaming.Server.Fanout.Direct;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

/// <summary>Tests that a reader of bytes that are always there leaves its thread to others.</summary>
public sealed class FairPipeReaderTests
{
    private readonly Pipe _pipe = new();

    [Fact]
    public async Task Reads_that_never_wait_continue_on_the_thread_pool_after_a_while()
    {
        await _pipe.Writer.WriteAsync(new byte[1_000]);
        var threads = await OwnThread.RunAsync(() => ReadAsync(FairPipeReader.MostAtOnce * 2));

        threads.Take(FairPipeReader.MostAtOnce - 1).Should().OnlyContain(isPool => !isPool);
        threads.Skip(FairPipeReader.MostAtOnce).Should().OnlyContain(isPool => isPool);
    }

    [Fact]
    public async Task The_thread_is_left_even_if_the_thread_pool_is_faster()
    {
        await _pipe.Writer.WriteAsync(new byte[FairPipeReader.MostAtOnce]);
        (await OwnThread.RunAsync(ReadLateAsync)).Should().BeTrue();

        async Task<bool> ReadLateAsync()
        {
            var reader = new FairPipeReader(_pipe.Reader);
            for (var i = 1; i < FairPipeReader.MostAtOnce; i++)
                Take(await reader.ReadAsync(), reader);
            var last = reader.ReadAsync();
            OwnThread.WaitForThreadPool();
            Take(await last, reader);
            return Thread.CurrentThread.IsThreadPoolThread;
        }
    }

    [Fact]
    public async Task A_read_that_waits_begins_the_count_again()
    {
        await _pipe.Writer.WriteAsync(new byte[FairPipeReader.MostAtOnce - 1]);
        var reader = new FairPipeReader(_pipe.Reader);
        for (var i = 1; i < FairPipeReader.MostAtOnce; i++)
            Take(await reader.ReadAsync(), reader);
        var waits = reader.ReadAsync();
        await _pipe.Writer.WriteAsync(new byte[FairPipeReader.MostAtOnce]);
        Take(await waits, reader);

        for (var i = 1; i < FairPipeReader.MostAtOnce; i++)
        {
            var read = reader.ReadAsync();
            read.IsCompleted.Should().BeTrue();
            Take(await read, reader);
        }
    }

    private async Task<List<bool>> ReadAsync(int reads)
    {
        var reader = new FairPipeReader(_pipe.Reader);
        var threads = new List<bool>();
        for (var i = 0; i < reads; i++)
        {
            Take(await reader.ReadAsync(), reader);
            threads.Add(Thread.CurrentThread.IsThreadPoolThread);
        }

        return threads;
    }

    private static void Take(ReadResult read, FairPipeReader reader) => reader.AdvanceTo(read.Buffer.GetPosition(1));
}
