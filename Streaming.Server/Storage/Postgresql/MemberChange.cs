using Streaming.Server.Core.Messages;
using Streaming.Server.Rooms;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>A join or leave of a member of this node.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Occupancy">The topic of the messages <c>occupied</c> and <c>vacated</c>; null if there is none.</param>
/// <param name="Member">The member.</param>
/// <param name="IsJoin">Whether it joins.</param>
internal sealed record MemberChange(TopicName Topic, TopicName? Occupancy, Member Member, bool IsJoin);
