using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public abstract partial class TopicLogContract
{
    private static readonly string[] s_upload = ["1", "2", "3", "4", "5", "6"];

    [StoreFact]
    public async Task A_repeated_upload_continues_where_it_was_interrupted()
    {
        await AppendPartAsync(0, 2);
        await AppendPartAsync(2, 3);
        await Log.AppendAsync("a", "of somebody else");

        // The upload starts again from its beginning, in other pieces.
        var first = await AppendPartAsync(0, 1);
        var second = await AppendPartAsync(1, 4);
        var third = await AppendPartAsync(4, 6);

        (first.First, first.Last, first.Count, first.Appended).Should().Be((1, 3, 3, 0));
        (second.First, second.Last, second.Count, second.Appended).Should().Be((1, 5, 4, 1));
        (third.First, third.Last, third.Count, third.Appended).Should().Be((1, 7, 6, 2));
        (await TextsAsync()).Should().Equal("1", "2", "3", "of somebody else", "4", "5", "6");
    }

    [StoreTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_repeated_upload_is_refused_at_its_first_changed_message_in_any_batches(int different)
    {
        await AppendPartAsync(0, 2);
        await AppendPartAsync(2, 3);
        await AppendPartAsync(3, 4);
        string[] other = [.. s_upload.Select((text, i) => i == different ? "another" : text)];
        for (var size = 1; size <= other.Length; size++)
        {
            var start = different / size * size;
            for (var at = 0; at < start; at += size)
                (await AppendPartAsync(at, at + size, other)).Should()
                    .Match<AppendResult>(result => result.Conflict == null && result.Appended == 0);
            var refused = await AppendPartAsync(start, Math.Min(start + size, other.Length), other);
            (refused.Conflict, refused.Appended).Should().Be((new IdempotencyConflict(different + 1), 0));
        }

        (await TextsAsync()).Should().Equal("1", "2", "3", "4");
        (await AppendPartAsync(0, 6)).Should().Match<AppendResult>(result => result.Count == 6 && result.Appended == 2);
    }

    [StoreFact]
    public async Task The_new_messages_of_a_repeated_upload_may_be_any()
    {
        await AppendPartAsync(0, 2);
        var longer = await AppendPartAsync(0, 4, "1", "2", "x", "y");
        (longer.Conflict, longer.Appended, longer.Count).Should().Be((null, 2, 4));
        (await AppendPartAsync(0, 4)).Conflict.Should().Be(new IdempotencyConflict(3));
    }

    [StoreFact]
    public async Task Uploads_and_other_publishes_have_separate_keys()
    {
        await Log.AppendAsync(Keyed("whole", "1", "2"));
        (await Log.AppendAsync(Keys.Part("a", "whole", 0, 2, s_upload))).Conflict.Should().Be(new IdempotencyConflict());
        await AppendPartAsync(0, 2);
        (await Log.AppendAsync(Keyed("upload", "1", "2"))).Conflict.Should().Be(new IdempotencyConflict());
        (await TextsAsync()).Should().HaveCount(4);
    }

    [StoreFact]
    public async Task An_upload_whose_key_expired_starts_again_and_is_compared_with_its_later_messages()
    {
        await AppendPartAsync(0, 3);
        var late = Appends.Noon.AddHours(25);

        (await Log.AppendAsync(Keys.Part("a", "upload", 0, 2, "x", "y") with { Time = late })).Should()
            .Match<AppendResult>(result => result.First == 4 && result.Count == 2);
        (await Log.AppendAsync(Keys.Part("a", "upload", 0, 2, "x", "y") with { Time = late })).Appended.Should().Be(0);
        (await Log.AppendAsync(Keys.Part("a", "upload", 0, 2, s_upload) with { Time = late })).Conflict.Should()
            .Be(new IdempotencyConflict(1));

        await Log.DeleteKeysAsync(late.AddHours(1), CancellationToken.None).OrTimeout();
        (await Log.AppendAsync(Keys.Part("a", "upload", 0, 3, s_upload) with { Time = late })).Appended.Should().Be(3);
    }

    [StoreFact]
    public async Task A_key_that_expires_during_an_upload_counts_messages_from_the_first()
    {
        await AppendPartAsync(0, 2);
        var late = Appends.Noon.AddHours(25);
        await Log.AppendAsync(Keys.Part("a", "upload", 2, 4, s_upload) with { Time = late });

        var again = await Log.AppendAsync(Keys.Part("a", "upload", 0, 6, s_upload) with { Time = late });

        (again.Appended, again.Count).Should().Be((2, 6));
        (await TextsAsync()).Should().Equal(s_upload);
        string[] other = ["another", .. s_upload[1..]];
        (await Log.AppendAsync(Keys.Part("a", "upload", 0, 6, other) with { Time = late })).Conflict.Should()
            .Be(new IdempotencyConflict(3, IsExact: false), "what was sent before is not kept any more");
    }

    [StoreFact]
    public async Task Concurrent_repetitions_of_an_upload_publish_each_message_once()
    {
        await Task.WhenAll(Enumerable.Range(1, 16).Select(size => Task.Run(async () =>
        {
            for (var at = 0; at < s_upload.Length; at += size)
                (await AppendPartAsync(at, Math.Min(at + size, s_upload.Length))).Conflict.Should().BeNull();
        }))).OrTimeout();

        (await TextsAsync()).Should().Equal(s_upload);
    }

    private Task<AppendResult> AppendPartAsync(int preceding, int end, params string[] whole) =>
        Log.AppendAsync(Keys.Part("a", "upload", preceding, end, whole.Length == 0 ? s_upload : whole));

    private async Task<IEnumerable<string>> TextsAsync() => (await Log.AllAsync("a")).Select(message => message.Text);
}
