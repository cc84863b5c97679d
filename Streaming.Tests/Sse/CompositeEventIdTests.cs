using System.Text;
using Streaming.Server.Core.Messages;
using Streaming.Server.Transports.Sse;

namespace Streaming.Tests.Sse;

public sealed class CompositeEventIdTests
{
    [Fact]
    public void The_text_has_the_topic_of_the_last_event_first_and_the_newest_position_of_each_topic()
    {
        // The fixed seed repeats the same sequence. Some names are the end or the beginning of another name.
        var random = new Random(7);
        string[] names = ["a", "aa", "room:a", "b", "b.a", "topic"];
        var model = names.Select(name => KeyValuePair.Create(new TopicName(name), new Position("k3f9a2", 0))).ToList();
        var id = new CompositeEventId(Encoding.ASCII.GetBytes(CompositePosition.Format(model)));
        for (var step = 0; step < 2_000; step++)
        {
            var (topic, last) = model[random.Next(model.Count)];
            var next = new Position(random.Next(50) == 0 ? "z" : "k3f9a2", last.Offset + random.Next(1, 200));
            model.RemoveAll(each => each.Key == topic);
            model.Insert(0, KeyValuePair.Create(topic, next));

            var own = $"{topic.Value}={next}";
            id.Advance(Encoding.ASCII.GetBytes(own));

            (own + Encoding.ASCII.GetString(id.Others)).Should().Be(CompositePosition.Format(model));
        }
    }

    [Fact]
    public void A_stream_of_one_topic_has_no_other_positions()
    {
        var id = new CompositeEventId("news=k3f9a2-9"u8.ToArray());
        id.Advance("news=k3f9a2-10"u8);
        id.Others.ToArray().Should().BeEmpty();
    }
}
