using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public abstract partial class TopicLogContract
{
    [StoreFact]
    public async Task A_fork_begins_with_the_messages_of_its_source()
    {
        await Log.CreateAsync("s", creation: null, "1", "2", "3");
        var fork = await Log.ForkAsync("f", "s", offset: 2, "own");
        await Log.AppendAsync("s", new AppendConditions(), "4");
        await Log.AppendAsync("f", new AppendConditions(), "more");

        (fork.Outcome(), fork.First, fork.Last).Should().Be((AppendOutcome.Created, 3, 3));
        (await Log.AllAsync("f")).Should().Equal((1, "1"), (2, "2"), (3, "own"), (4, "more"));
        (await Log.AllAsync("s")).Should().Equal((1, "1"), (2, "2"), (3, "3"), (4, "4"));
        var page = await Log.PageAsync("f", 1, 4);
        page.Should().AllSatisfy(message => (message.Topic.Value, message.Position.Epoch).Should().Be(("f", fork.Epoch)));
        (await Log.PageAsync("f", 4, 1)).Select(message => message.Text).Should().Equal("more", "own", "2", "1");
        (await Log.PageAsync("f", 2, 3, messages: 1)).Select(message => message.Text).Should().Equal("2");
        (await Log.PageAsync("f", 2, 4, messages: 2)).Select(message => message.Text).Should().Equal("2", "own");
    }

    [StoreFact]
    public async Task The_data_of_a_page_is_that_of_its_messages()
    {
        await Log.CreateAsync("s", creation: null, "1", "äöü \ud83d\ude00", "3");
        await Log.ForkAsync("f", "s", offset: 2, "own");
        await Log.FillAsync("a", 10);
        foreach (var (topic, from, through, messages) in ((string, long, long, int)[])[
            ("s", 1, 3, 100), ("f", 1, 3, 100), ("f", 2, 3, 1), ("a", 3, 8, 100), ("a", 3, 8, 2), ("a", 11, 20, 100), ("none", 1, 9, 100)])
        {
            var data = new DataOfMessages();
            await Log.ReadDataAsync(new TopicName(topic), from, through, new PageSize(messages), data, CancellationToken.None).AsTask()
                .OrTimeout();
            var page = await Log.PageAsync(topic, from, through, messages: messages);
            data.Messages.Should().Equal(page.Select(message => (message.Offset, message.Kind, message.Text)), $"{topic} {from} {through}");
        }
    }

    [StoreFact]
    public async Task The_rows_of_a_page_are_its_messages()
    {
        await Log.CreateAsync("s", creation: null, "1", "äöü \ud83d\ude00", "3");
        await Log.ForkAsync("f", "s", offset: 2, "own");
        await Log.FillAsync("a", 10);
        foreach (var (topic, from, through, messages) in ((string, long, long, int)[])[
            ("s", 1, 3, 100), ("f", 1, 3, 100), ("f", 3, 1, 2), ("a", 3, 8, 2), ("a", 8, 3, 100), ("a", 11, 20, 100), ("none", 1, 9, 100)])
        {
            var rows = new RowsOfMessages();
            await Log.ReadRowsAsync(new TopicName(topic), from, through, new PageSize(messages), rows, CancellationToken.None).AsTask()
                .OrTimeout();
            var page = await Log.PageAsync(topic, from, through, messages: messages);
            rows.Messages.Should().BeEquivalentTo(page, options => options.WithStrictOrdering(), $"{topic} {from} {through}");
        }
    }

    [StoreFact]
    public async Task A_fork_has_the_properties_of_its_source_unless_it_is_given_others()
    {
        var expiry = s_text with { TimeToLive = TimeSpan.FromMinutes(5) };
        await Log.CreateAsync("s", expiry with { IsClosed = true }, "1");
        await Log.ForkAsync("f", "s");

        var properties = (await Log.StateAsync("f")).Properties!;
        (properties.ContentType, properties.TimeToLive, properties.IsClosed).Should().Be(("text/plain", expiry.TimeToLive, false));
        properties.Fork.Should().Be(new TopicFork(new TopicName("s"), (await Log.StateAsync("s")).Epoch, 1, 0));
        (await Log.ForkAsync("f", "s")).Outcome().Should().Be(AppendOutcome.Exists);
        (await Log.ForkAsync("f", "s", offset: 1)).Outcome().Should().Be(AppendOutcome.Exists);
        (await Log.ForkAsync("f", "s", offset: 0)).Outcome().Should().Be(AppendOutcome.Different);
        (await Log.CreateAsync("f", expiry)).Outcome().Should().Be(AppendOutcome.Different, "it would be no fork");
        (await Log.AppendAsync("f", new AppendConditions(), "open")).Outcome().Should().Be(AppendOutcome.Appended);
    }

    [StoreFact]
    public async Task A_fork_needs_a_source_that_has_its_offset_and_type()
    {
        var source = await Log.CreateAsync("s", creation: null, "1", "2");
        async Task<AppendOutcome?> ForkAsync(TopicCreation creation, string from, long? offset, string? epoch = null) =>
            (await Log.CreateAsync("f", creation with { Fork = new ForkRequest(new TopicName(from), epoch, offset, 0) })).Outcome();

        (await ForkAsync(new TopicCreation(), "none", null)).Should().Be(AppendOutcome.SourceNotFound);
        (await ForkAsync(new TopicCreation(), "s", 3)).Should().Be(AppendOutcome.ForkOffsetInvalid);
        (await ForkAsync(new TopicCreation(), "s", 1, "other")).Should().Be(AppendOutcome.ForkOffsetInvalid);
        (await ForkAsync(new TopicCreation { ContentType = "image/png" }, "s", 1)).Should().Be(AppendOutcome.SourceTypeMismatch);
        (await Log.StateAsync("f")).Exists.Should().BeFalse();
        (await Log.DeleteAsync("s")).Should().Be(DeleteOutcome.Deleted, "no refused fork refers to it");

        await Log.CreateAsync("s", creation: null, "1");
        (await ForkAsync(new TopicCreation { ContentType = "TEXT/plain" }, "s", 1)).Should().Be(AppendOutcome.Created);
        source.Epoch.Should().NotBeEmpty();
    }

    [StoreFact]
    public async Task Forks_of_forks_are_read_through_all_their_sources()
    {
        await Log.CreateAsync("a", creation: null, "1", "2", "3");
        await Log.ForkAsync("b", "a", offset: 3, "4b", "5b");
        await Log.ForkAsync("c", "b", offset: 4, "5c");
        await Log.ForkAsync("d", "c", offset: 2, "3d");

        (await TextsAsync("b")).Should().Equal("1", "2", "3", "4b", "5b");
        (await TextsAsync("c")).Should().Equal("1", "2", "3", "4b", "5c");
        (await TextsAsync("d")).Should().Equal("1", "2", "3d");
        (await Log.PageAsync("c", 5, 1)).Select(message => message.Text).Should().Equal("5c", "4b", "3", "2", "1");
        (await Log.CreateAsync("e", new TopicCreation { Fork = new(new TopicName("d"), null, null, 0), MaxForkDepth = 3 })).Outcome()
            .Should().Be(AppendOutcome.ForkTooDeep);

        async Task<IEnumerable<string>> TextsAsync(string topic) => (await Log.AllAsync(topic)).Select(each => each.Text);
    }

    [StoreFact]
    public async Task Positions_of_the_source_are_positions_of_the_fork_up_to_its_beginning()
    {
        var a = await Log.CreateAsync("a", creation: null, "1", "2", "3");
        var b = await Log.ForkAsync("b", "a", offset: 2, "3b", "4b");
        var c = await Log.ForkAsync("c", "b", offset: 1, "2c");

        (await ThroughAsync("b", a.Epoch)).Should().Be(2);
        (await ThroughAsync("c", b.Epoch)).Should().Be(1);
        (await ThroughAsync("c", a.Epoch)).Should().Be(1);
        (await ThroughAsync("a", b.Epoch)).Should().BeNull();
        (await ThroughAsync("b", c.Epoch)).Should().BeNull();

        Task<long?> ThroughAsync(string topic, string epoch) =>
            Log.FindThroughAsync(new TopicName(topic), epoch, CancellationToken.None).OrTimeout();
    }

    [StoreFact]
    public async Task A_deleted_source_is_kept_for_its_forks_and_its_name_is_not_free()
    {
        await Log.CreateAsync("s", creation: null, "1");
        await Log.ForkAsync("f", "s");

        (await Log.DeleteAsync("s")).Should().Be(DeleteOutcome.KeptForForks);
        (await Log.DeleteAsync("s")).Should().Be(DeleteOutcome.AlreadyDeleted);
        (await Log.StateAsync("s")).Should().Match<Server.Core.Topics.LogState>(state => !state.Exists && state.Properties!.IsDeleted);
        (await Log.AppendAsync("s", "x")).Outcome().Should().Be(AppendOutcome.Deleted);
        (await Log.CreateAsync("s")).Outcome().Should().Be(AppendOutcome.Deleted);
        (await Log.ForkAsync("g", "s")).Outcome().Should().Be(AppendOutcome.SourceDeleted);
        (await Log.ListAsync(after: null, 9, CancellationToken.None).OrTimeout()).Select(each => each.Topic.Value).Should().Equal("f");
        (await Log.AllAsync("f")).Should().Equal((1, "1"));

        (await Log.DeleteAsync("f")).Should().Be(DeleteOutcome.Deleted);
        (await Log.StateAsync("s")).Properties.Should().BeNull("nothing refers to it any more");
        (await Log.CreateAsync("s")).Outcome().Should().Be(AppendOutcome.Created);
    }

    [StoreFact]
    public async Task The_middle_of_a_chain_is_kept_until_its_end_is_deleted()
    {
        await Log.CreateAsync("a", creation: null, "1");
        await Log.ForkAsync("b", "a", offset: null, "2");
        await Log.ForkAsync("c", "b", offset: null, "3");
        (await Log.DeleteAsync("a")).Should().Be(DeleteOutcome.KeptForForks);
        (await Log.DeleteAsync("b")).Should().Be(DeleteOutcome.KeptForForks);
        (await Log.AllAsync("c")).Select(each => each.Text).Should().Equal("1", "2", "3");

        (await Log.DeleteAsync("c")).Should().Be(DeleteOutcome.Deleted);
        foreach (var topic in (string[])["a", "b"])
            (await Log.CreateAsync(topic)).Outcome().Should().Be(AppendOutcome.Created);
    }

    [StoreFact]
    public async Task An_expired_source_is_kept_for_its_forks()
    {
        await Log.CreateAsync("s", s_text with { ExpiresAt = Appends.Noon.AddMinutes(1) }, "1");
        await Log.CreateAsync("f", new TopicCreation
        {
            Fork = new ForkRequest(new TopicName("s"), null, null, 0),
            ExpiresAt = Appends.Noon.AddMinutes(9),
        });

        (await Log.AppendAsync(Appends.Of("s", "x") with { Time = Appends.Noon.AddMinutes(2) })).Outcome().Should()
            .Be(AppendOutcome.Deleted);
        (await Log.AllAsync("f")).Should().Equal((1, "1"));
    }

    [StoreFact]
    public async Task A_fork_whose_source_was_trimmed_begins_where_the_source_does()
    {
        await Log.CreateAsync("s", creation: null, "1", "2", "3");
        await Log.ForkAsync("f", "s", offset: null, "4");
        await Log.TrimAsync("s", 3);

        (await Log.StateAsync("f")).Oldest.Should().Be(3);
        (await Log.AllAsync("f")).Should().Equal((3, "3"), (4, "4"));
        (await Log.TrimAsync("f", 4)).Should().Match<Server.Core.Topics.LogState>(state => state.Oldest == 4 && state.Newest == 4);
        (await Log.AllAsync("s")).Should().Equal((3, "3"));
        await Log.TrimAsync("s", 4);
        (await Log.AllAsync("f")).Should().Equal((4, "4"));
    }

    [StoreFact]
    public async Task A_message_of_a_fork_can_be_found_by_its_time()
    {
        for (var minute = 0; minute < 3; minute++)
            await Log.AppendAsync(Appends.Of("s", $"{minute}") with { Time = Appends.Noon.AddMinutes(minute) });
        await Log.ForkAsync("f", "s", offset: 2);
        await Log.AppendAsync(Appends.Of("f", "own") with { Time = Appends.Noon.AddMinutes(9) });

        foreach (var (minute, offset) in ((int, long)[])[(0, 1), (1, 2), (2, 3), (9, 3), (10, 4)])
            (await Log.FindOffsetAsync(new TopicName("f"), Appends.Noon.AddMinutes(minute), CancellationToken.None).OrTimeout()).Should()
                .Be(offset);
    }
}
