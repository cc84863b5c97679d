using MessagePack;

namespace Streaming.Server.Hubs;

/// <summary>What an upload stream came to.</summary>
/// <param name="First">The position of the first message; null if there was none.</param>
/// <param name="Last">The position of the last one.</param>
/// <param name="Count">How many.</param>
[MessagePackObject]
public sealed record HubPublished([property: Key("first")] string? First, [property: Key("last")] string? Last, [property: Key("count")] long Count);

/// <summary>The members of a room, or of another topic that has them.</summary>
/// <param name="Room">The room; null where the topic is not one of a room.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Count">How many connections.</param>
/// <param name="Users">How many people: connections of one subject count once.</param>
/// <param name="Listed">Whether they are listed; a big room shows its counts only.</param>
/// <param name="Members">Who, in the order of coming.</param>
[MessagePackObject]
public sealed record HubMembers(
    [property: Key("room")] string? Room, [property: Key("topic")] string Topic, [property: Key("count")] int Count, [property: Key("users")] int Users, [property: Key("listed")] bool Listed,
    [property: Key("members")] IReadOnlyList<HubMember> Members);

/// <summary>Somebody in a room.</summary>
/// <param name="Name">The name it goes by.</param>
/// <param name="Connection">Its connection.</param>
/// <param name="Since">When it came (UTC).</param>
/// <param name="Subject">Who it has proved to be, or null.</param>
[MessagePackObject]
public sealed record HubMember(
    [property: Key("name")] string Name, [property: Key("connection")] string Connection, [property: Key("since")] DateTime Since, [property: Key("subject")] string? Subject);
