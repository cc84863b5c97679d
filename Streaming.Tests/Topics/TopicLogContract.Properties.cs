using System.Text;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public abstract partial class TopicLogContract
{
    private static readonly TopicCreation s_text = new() { ContentType = "text/plain" };

    [StoreFact]
    public async Task A_topic_that_is_created_has_its_properties_before_its_first_message()
    {
        var creation = new TopicCreation { ContentType = "Text/Plain; charset=utf-8", TimeToLive = TimeSpan.FromMinutes(5) };

        var created = await Log.CreateAsync("s", creation);

        (created.Outcome(), created.Last, created.Appended).Should().Be((AppendOutcome.Created, 0, 0));
        var state = await Log.StateAsync("s");
        (state.Epoch, state.Newest, state.Exists).Should().Be((created.Epoch, 0, true));
        state.Properties.Should().Be(new TopicProperties
        {
            ContentType = creation.ContentType,
            TimeToLive = creation.TimeToLive,
            Touched = Appends.Noon,
        });
        (await Log.ListAsync(after: null, 10, CancellationToken.None).OrTimeout()).Should().ContainSingle()
            .Which.State.Properties.Should().Be(state.Properties);
        (await Log.StateAsync("other")).Properties.Should().BeNull();
    }

    [StoreFact]
    public async Task A_creation_appends_its_first_messages_and_a_repeated_one_nothing()
    {
        var created = await Log.CreateAsync("s", s_text, "a", "b");
        var again = await Log.CreateAsync("s", new TopicCreation { ContentType = "TEXT/plain;x=y" }, "a", "b");

        (created.Outcome(), created.First, created.Last, created.Appended).Should().Be((AppendOutcome.Created, 1, 2, 2));
        (again.Outcome(), again.Epoch, again.Last, again.Appended).Should().Be((AppendOutcome.Exists, created.Epoch, 2, 0));
        (await Log.AllAsync("s")).Should().Equal((1, "a"), (2, "b"));
    }

    [StoreFact]
    public async Task A_topic_with_other_properties_is_not_created_again()
    {
        await Log.CreateAsync("s", s_text with { TimeToLive = TimeSpan.FromSeconds(9) });
        foreach (var other in (TopicCreation[])
            [
                s_text, s_text with { TimeToLive = TimeSpan.FromSeconds(8) }, s_text with { ExpiresAt = Appends.Noon.AddDays(1) },
                new() { ContentType = "text/html", TimeToLive = TimeSpan.FromSeconds(9) },
                s_text with { TimeToLive = TimeSpan.FromSeconds(9), IsClosed = true },
            ])
            (await Log.CreateAsync("s", other, "x")).Outcome().Should().Be(AppendOutcome.Different);
        (await Log.AllAsync("s")).Should().BeEmpty();

        await Log.AppendAsync("published", "1");
        (await Log.CreateAsync("published", new TopicCreation { ContentType = "application/json" })).Outcome().Should()
            .Be(AppendOutcome.Exists, "a topic that was begun by a publish is one of JSON");
        (await Log.CreateAsync("published", s_text)).Outcome().Should().Be(AppendOutcome.Different);
    }

    [StoreFact]
    public async Task A_closed_topic_refuses_appends_and_keeps_its_messages()
    {
        await Log.CreateAsync("s", s_text, "a");
        var closed = await Log.CloseAsync("s", "b");

        (closed.Outcome(), closed.Last, closed.Appended, closed.Verdict!.IsClosed).Should().Be((AppendOutcome.Appended, 2, 1, true));
        var refused = await Log.AppendAsync("s", "c");
        (refused.Outcome(), refused.Last, refused.Appended).Should().Be((AppendOutcome.Closed, 2, 0), "a plain publish is refused too");
        (await Log.AppendAsync("s", new AppendConditions(), "c")).Outcome().Should().Be(AppendOutcome.Closed);
        (await Log.CloseAsync("s", "c")).Outcome().Should().Be(AppendOutcome.Closed);
        (await Log.CloseAsync("s")).Outcome().Should().Be(AppendOutcome.Duplicate, "it is closed already");
        (await Log.StateAsync("s")).Properties!.IsClosed.Should().BeTrue();
        (await Log.AllAsync("s")).Should().Equal((1, "a"), (2, "b"));
    }

    [StoreFact]
    public async Task A_topic_that_was_begun_by_a_publish_can_be_closed()
    {
        await Log.AppendAsync("s", "a");
        (await Log.CloseAsync("s")).Outcome().Should().Be(AppendOutcome.Appended);
        (await Log.AppendAsync("s", "b")).Outcome().Should().Be(AppendOutcome.Closed);
        (await Log.StateAsync("s")).Properties.Should().Match<TopicProperties>(it => it.IsClosed && it.IsJson);
    }

    [StoreFact]
    public async Task A_topic_can_be_created_closed()
    {
        (await Log.CreateAsync("s", s_text with { IsClosed = true }, "all")).Verdict!.IsClosed.Should().BeTrue();
        (await Log.AppendAsync("s", new AppendConditions(), "more")).Outcome().Should().Be(AppendOutcome.Closed);
        (await Log.AllAsync("s")).Should().Equal((1, "all"));
    }

    [StoreFact]
    public async Task A_repeated_publish_with_a_key_is_answered_after_the_topic_was_closed()
    {
        var first = await Log.AppendAsync(Keyed("k", "1"));
        await Log.CloseAsync("a");

        (await Log.AppendAsync(Keyed("k", "1"))).Should().Match<Server.Core.Topics.AppendResult>(
            result => result.Appended == 0 && result.First == first.First && result.Verdict == null);
        (await Log.AppendAsync(Keyed("other", "1"))).Outcome().Should().Be(AppendOutcome.Closed);
    }

    [StoreFact]
    public async Task Conditions_on_the_topic_are_checked()
    {
        await Log.CreateAsync("s", s_text);

        (await Log.AppendAsync("none", new AppendConditions(), "a")).Outcome().Should().Be(AppendOutcome.NotFound);
        (await Log.StateAsync("none")).Exists.Should().BeFalse();
        (await Log.AppendAsync("s", new AppendConditions { ContentType = "text/html" }, "a")).Outcome().Should()
            .Be(AppendOutcome.ContentTypeMismatch);
        (await Log.AppendAsync("s", new AppendConditions { ContentType = "TEXT/PLAIN;a=b" }, "a")).Outcome().Should()
            .Be(AppendOutcome.Appended);
        (await Log.AllAsync("s")).Should().Equal((1, "a"));
    }

    [StoreFact]
    public async Task A_stream_seq_must_be_greater_than_the_last_one()
    {
        await Log.CreateAsync("s", s_text);
        foreach (var (seq, outcome) in ((string, AppendOutcome)[])
            [("09", AppendOutcome.Appended), ("10", AppendOutcome.Appended), ("10", AppendOutcome.StreamSeqConflict),
                ("1", AppendOutcome.StreamSeqConflict), ("a", AppendOutcome.Appended), ("B", AppendOutcome.StreamSeqConflict)])
            (await Log.AppendAsync("s", new AppendConditions { StreamSeq = seq }, seq)).Outcome().Should().Be(outcome);
        (await Log.AppendAsync("s", new AppendConditions(), "none")).Outcome().Should().Be(AppendOutcome.Appended);
        (await Log.AllAsync("s")).Select(each => each.Text).Should().Equal("09", "10", "a", "none");
    }

    [StoreFact]
    public async Task Any_bytes_are_stored_unchanged()
    {
        byte[][] all = [[0], [0xFF, 0xFE, 0, 1], [.. Enumerable.Range(0, 256).Select(each => (byte)each)], "text \u00e9\r\n"u8.ToArray()];
        await Log.CreateAsync("s", new TopicCreation { ContentType = "image/png" });
        await Log.AppendAsync(Appends.Of("s") with
        {
            Messages = [.. all.Select(bytes => NewMessage.OfContent(bytes, "image/png"))],
            Conditions = new AppendConditions { ContentType = "image/png" },
        });

        var page = await Log.PageAsync("s", 1, 10);
        page.Select(message => message.Kind).Should().AllBeEquivalentTo(DataKind.Binary);
        page.Select(message => message.Data).Should().BeEquivalentTo(all, options => options.WithStrictOrdering());
    }

    [StoreFact]
    public async Task Bytes_are_refused_by_a_topic_of_JSON()
    {
        await Log.CreateAsync("s", new TopicCreation { ContentType = "application/json" });
        (await Log.AppendAsync(Appends.Of("s") with { Messages = [NewMessage.Binary("x"u8)] })).Outcome().Should()
            .Be(AppendOutcome.ContentTypeMismatch);
    }

    [StoreFact]
    public async Task Requests_for_one_topic_in_one_transaction_see_each_other()
    {
        var results = await Log.AppendAsync(
            [
                Appends.Of("s", "1") with { Creation = s_text },
                Appends.Of("s", "2") with { Conditions = new AppendConditions { MustExist = true, StreamSeq = "b" } },
                Appends.Of("s", "3") with { Conditions = new AppendConditions { MustExist = true, StreamSeq = "a" } },
                Appends.Of("s", "4") with { Conditions = new AppendConditions { MustExist = true, Closes = true } },
                Appends.Of("s", "5"),
                Appends.Of("t", "x"),
                Appends.Of("s", "6") with { Creation = s_text },
            ],
            CancellationToken.None).OrTimeout();

        results.Select(result => (result.Outcome(), result.Last)).Should().Equal(
            (AppendOutcome.Created, 1), (AppendOutcome.Appended, 2), (AppendOutcome.StreamSeqConflict, 2), (AppendOutcome.Appended, 3),
            (AppendOutcome.Closed, 3), (null, 1), (AppendOutcome.Different, 3));
        (await Log.AllAsync("s")).Select(each => each.Text).Should().Equal("1", "2", "4");
    }

    [StoreFact]
    public async Task Text_of_a_topic_of_text_is_text()
    {
        var text = Encoding.UTF8.GetBytes("ein Wort \u00fc");
        NewMessage.OfContent(text, "text/plain").Kind.Should().Be(DataKind.Text);
        NewMessage.OfContent([0xFF], "text/plain").Kind.Should().Be(DataKind.Binary);
        await Log.CreateAsync("s", s_text);
        await Log.AppendAsync(Appends.Of("s") with { Messages = [NewMessage.OfContent(text, "text/plain")] });
        (await Log.PageAsync("s", 1, 1)).Single().Should()
            .Match<Message>(message => message.Kind == DataKind.Text && message.Data.SequenceEqual(text));
    }
}
