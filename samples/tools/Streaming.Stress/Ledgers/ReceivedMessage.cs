using System.Globalization;

namespace Streaming.Stress.Ledgers;

/// <summary>A message as a client has received it, on any transport.</summary>
/// <param name="Topic">The topic of the message.</param>
/// <param name="Position">The position of the message in its topic.</param>
/// <param name="Type">The type: <c>message</c>, or a type of the server such as <c>gap</c>, <c>join</c> or <c>caught-up</c>.</param>
/// <param name="Data">The data of the message as text. The messages of this tool have their id in it (<see cref="IdText"/>).</param>
internal readonly record struct ReceivedMessage(string Topic, Position Position, string Type, string Data)
{
    /// <summary>The sender of the message, such as the member of a join; null where the transport or the message has none.</summary>
    public string? Sender { get; init; }

    /// <summary>The time of the message, which only downloads have.</summary>
    public DateTime Time { get; init; }

    /// <summary>Whether a publisher of this tool can have sent the message.</summary>
    public bool IsOwn => Type.Length == 0 || Type == "message";

    /// <summary>The id that the publisher wrote into the data; 0 if the data does not begin with an id.</summary>
    public long Id => IdText.Parse(Data);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Topic} {Position} {Type} '{Data}'");
}
