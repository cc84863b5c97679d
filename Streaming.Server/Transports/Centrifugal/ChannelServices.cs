using System.Collections.Concurrent;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Fanout;
using Streaming.Server.Publishing;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>What the channels of all connections share.</summary>
internal sealed record ChannelServices(AccessControl Access, NewTopicLimiter NewTopics, ChannelRecovery Recovery, FanoutEngine Deliverer, MemberRegistry Members);
