using System.Buffers;

namespace Streaming.SampleData;

/// <summary>
/// Generates the chat of one room, one message at a time: people write several lines in a row, greet, answer questions and say thanks. It
/// only selects and copies prepared bytes, so a message takes a fraction of a microsecond.
/// </summary>
internal sealed class Conversation(Phrases phrases, FastRandom random)
{
    // Only some of the people are in the room at a time; after a number of messages one leaves and the next one joins.
    private const int Present = 14;
    private const int Shift = 300;

    private readonly byte[][] _people = phrases.People;
    private long _count;
    private int _speaker;
    private int _other;
    private Said _last;

    private enum Said
    {
        Anything,
        Greeting,
        Question,
        Answer,
    }

    /// <summary>Writes the next message as one line of NDJSON.</summary>
    public void WriteNext(IBufferWriter<byte> output)
    {
        _count++;
        switch (_last)
        {
            case Said.Question when random.Chance(70):
                Answer(output);
                break;
            case Said.Answer when random.Chance(30):
                (_speaker, _other) = (_other, _speaker);
                Write(output, phrases.Thanks, mention: random.Chance(25));
                break;
            case Said.Greeting when random.Chance(45):
                SomebodyElse();
                Write(output, phrases.Greetings, mention: random.Chance(30), Said.Greeting);
                break;
            default:
                WriteAny(output);
                break;
        }
    }

    private void WriteAny(IBufferWriter<byte> output)
    {
        // Often the sender of the previous message also sends the next one.
        if (!random.Chance(35))
            SomebodyElse();
        switch (random.Next(100))
        {
            case < 44:
                Sentence(output, phrases.Statements, Said.Anything);
                break;
            case < 62:
                Sentence(output, phrases.Questions, Said.Question);
                break;
            case < 73:
                Write(output, phrases.Short, mention: random.Chance(10));
                break;
            case < 79:
                Write(output, phrases.Emoji, mention: false);
                break;
            case < 86:
                Write(output, phrases.Greetings, mention: false, Said.Greeting);
                break;
            case < 90:
                Write(output, phrases.Links, mention: false);
                break;
            case < 92:
                Write(output, phrases.Blocks, mention: false);
                break;
            default:
                React(output);
                break;
        }
    }

    private void Answer(IBufferWriter<byte> output)
    {
        SomebodyElse();
        Sentence(output, phrases.Answers, Said.Answer, mention: random.Chance(20));
    }

    private void SomebodyElse()
    {
        var first = (int)(_count / Shift % _people.Length);
        // Returns the smaller of two random numbers, so that a few people write much and most write little.
        var next = (first + Math.Min(random.Next(Present), random.Next(Present))) % _people.Length;
        if (next == _speaker)
            next = (next + 1) % _people.Length;
        (_speaker, _other) = (next, _speaker);
    }

    private void Sentence(IBufferWriter<byte> output, byte[][] bodies, Said said, bool mention = false)
    {
        Begin(output, mention, said);
        if (random.Chance(22))
            output.Write(random.Pick(phrases.Openers));
        output.Write(random.Pick(bodies));
        if (random.Chance(18))
            output.Write(random.Pick(phrases.Tails));
        End(output);
    }

    private void Write(IBufferWriter<byte> output, byte[][] texts, bool mention, Said said = Said.Anything)
    {
        Begin(output, mention, said);
        output.Write(random.Pick(texts));
        End(output);
    }

    // A reaction is data for programs: JSON with its own message type, to which a page can subscribe.
    private void React(IBufferWriter<byte> output)
    {
        _last = Said.Anything;
        output.Write("{\"data\":{\"emoji\":\""u8);
        output.Write(random.Pick(phrases.Emoji));
        output.Write("\",\"to\":\""u8);
        output.Write(_people[_other]);
        output.Write("\"},\"type\":\"reaction\",\"sender\":\""u8);
        output.Write(_people[_speaker]);
        output.Write("\"}\n"u8);
    }

    private void Begin(IBufferWriter<byte> output, bool mention, Said said)
    {
        _last = said;
        output.Write("{\"data\":\""u8);
        if (!mention)
            return;
        output.Write("@"u8);
        output.Write(_people[_other]);
        output.Write(" "u8);
    }

    private void End(IBufferWriter<byte> output)
    {
        output.Write("\",\"sender\":\""u8);
        output.Write(_people[_speaker]);
        output.Write("\"}\n"u8);
    }
}
