using Streaming.Server.Core.Messages;
using Streaming.Server.Rooms;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Describes one join or leave of a room member that is connected to this node.</summary>
/// <param name="Topic">The topic of the room.</param>
/// <param name="Occupancy">The topic that receives the messages <c>occupied</c> (the first member joined) and <c>vacated</c> (the last
/// member left); null if no such messages are published.</param>
/// <param name="Member">The member that joins or leaves.</param>
/// <param name="IsJoin">True for a join, false for a leave.</param>
internal sealed record MemberChange(TopicName Topic, TopicName? Occupancy, Member Member, bool IsJoin);
