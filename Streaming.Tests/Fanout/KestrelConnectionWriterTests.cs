using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Threading.Channels;
using Streaming.Server.Fanout.Writers;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

public sealed class KestrelConnectionWriterTests
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 32 * 1024, resumeWriterThreshold: 16 * 1024));
    private readonly Owner _owner = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_reads_a_part_of_a_large_write_makes_progress(bool isStream)
    {
        var bytes = RandomNumberGenerator.GetBytes(100_000);
        Create(isStream).TryWrite(bytes, _owner).Should().BeFalse();
        var received = new List<byte>();

        await ReadAsync(received, 20_000);
        (await _owner.NextAsync()).Should().Be("progress");
        await ReadAsync(received, bytes.Length);

        received.Should().Equal(bytes);
        string last;
        do
            last = await _owner.NextAsync();
        while (last == "progress");
        last.Should().Be("written");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_disconnects_during_a_write_ends_it(bool isStream)
    {
        Create(isStream).TryWrite(new byte[100_000], _owner).Should().BeFalse();

        await _pipe.Reader.CompleteAsync(new IOException("The client has disconnected."));

        string last;
        do
            last = await _owner.NextAsync();
        while (last == "progress");
        last.Should().Be("ended");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_after_the_end_of_the_response_ends_without_an_exception(bool isStream)
    {
        var writer = Create(isStream);
        await _pipe.Writer.CompleteAsync();

        writer.TryWrite(new byte[10], _owner);

        (await _owner.NextAsync()).Should().Be("ended");
    }

    [Fact]
    public void A_write_that_fits_ends_at_once()
    {
        Create(isStream: false).TryWrite(new byte[20_000], _owner).Should().BeTrue();
        _owner.Writing.IsCompleted.Should().BeTrue();
    }

    private KestrelConnectionWriter Create(bool isStream)
    {
        static void Abort() => Assert.Fail("The connection was aborted.");
        return isStream ? new StreamConnectionWriter(_pipe.Writer.AsStream(), Abort) : new PipeConnectionWriter(_pipe.Writer, Abort);
    }

    private async Task ReadAsync(List<byte> into, int length)
    {
        while (into.Count < length)
        {
            var read = await _pipe.Reader.ReadAsync().AsTask().OrTimeout();
            var taken = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, length - into.Count));
            into.AddRange(taken.ToArray());
            _pipe.Reader.AdvanceTo(taken.End);
        }
    }

    private sealed class Owner : IWriteOwner
    {
        private readonly Channel<string> _events = Channel.CreateBounded<string>(1_000);

        public Task Writing { get; set; } = Task.CompletedTask;

        public Task<string> NextAsync() => _events.Reader.ReadAsync().AsTask().OrTimeout();

        public void MadeProgress() => _events.Writer.TryWrite("progress");

        public void Written(bool ended) => _events.Writer.TryWrite(ended ? "ended" : "written");

        public void End() => _events.Writer.TryWrite("ended");
    }
}
