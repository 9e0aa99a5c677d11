# SPDX-License-Identifier: GPL-2.0-only
"""The algorithms of model/learning written plainly with python3-torch, for edge-inference-learning-speed.

usage: learning_speed.py "sac 64" SECONDS     prints steps a second

Structure and hyperparameters are those of the C++ measurement; the style is CleanRL's (one file, nn.Sequential,
torch.optim.Adam, numpy replay), which is what users run today.
"""
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import math
import sys
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)
torch.manual_seed(1)
OBS, ACTIONS, CONTINUOUS, ROWS = 32, 16, 4, 20000


def mlp(inputs, width, outputs, activation=nn.ReLU):
    return nn.Sequential(nn.Linear(inputs, width), activation(), nn.Linear(width, width), activation(),
                         nn.Linear(width, outputs))


class Replay:
    def __init__(self):
        r = np.random.default_rng(1)
        self.now = r.standard_normal((ROWS, OBS), dtype=np.float32)
        self.next = r.standard_normal((ROWS, OBS), dtype=np.float32)
        self.action = r.integers(0, ACTIONS, ROWS)
        self.values = r.uniform(-1, 1, (ROWS, CONTINUOUS)).astype(np.float32)
        self.reward = r.standard_normal(ROWS, dtype=np.float32)
        self.discount = np.full(ROWS, 0.99, dtype=np.float32)

    def sample(self, n):
        i = np.random.randint(0, ROWS, n)
        return [torch.from_numpy(a[i]) for a in
                (self.now, self.next, self.action, self.values, self.reward, self.discount)]


def polyak(target, source, tau=0.005):
    with torch.no_grad():
        for t, s in zip(target.parameters(), source.parameters()):
            t.data.copy_(tau * s.data + (1 - tau) * t.data)


def sac(width):
    replay = Replay()
    actor = mlp(OBS, width, ACTIONS)
    q1, q2, t1, t2 = (mlp(OBS, width, ACTIONS) for _ in range(4))
    t1.load_state_dict(q1.state_dict())
    t2.load_state_dict(q2.state_dict())
    q_optimizer = torch.optim.Adam(list(q1.parameters()) + list(q2.parameters()), lr=3e-4)
    actor_optimizer = torch.optim.Adam(actor.parameters(), lr=3e-4)
    log_alpha = torch.tensor([math.log(0.05)], requires_grad=True)
    alpha_optimizer = torch.optim.Adam([log_alpha], lr=3e-4)
    target_entropy = 0.5 * math.log(ACTIONS)

    def step():
        now, nxt, action, _, reward, discount = replay.sample(width)
        alpha = log_alpha.exp().item()
        with torch.no_grad():
            log_pi = F.log_softmax(actor(nxt), dim=1)
            pi = log_pi.exp()
            value = (pi * (torch.min(t1(nxt), t2(nxt)) - alpha * log_pi)).sum(1)
            y = reward + discount * value
        a = action.unsqueeze(1)
        loss = F.mse_loss(q1(now).gather(1, a).squeeze(1), y) + F.mse_loss(q2(now).gather(1, a).squeeze(1), y)
        q_optimizer.zero_grad()
        loss.backward()
        q_optimizer.step()
        log_pi = F.log_softmax(actor(now), dim=1)
        pi = log_pi.exp()
        with torch.no_grad():
            q = torch.min(q1(now), q2(now))
        loss = (pi * (alpha * log_pi - q)).sum(1).mean()
        actor_optimizer.zero_grad()
        loss.backward()
        actor_optimizer.step()
        entropy = -(pi * log_pi).sum(1).mean().detach()
        loss = log_alpha.exp() * (entropy - target_entropy)
        alpha_optimizer.zero_grad()
        loss.backward()
        alpha_optimizer.step()
        polyak(t1, q1)
        polyak(t2, q2)

    return step


def ddpg(width):
    replay = Replay()
    actor, actor_target = mlp(OBS, width, CONTINUOUS), mlp(OBS, width, CONTINUOUS)
    q, q_target = mlp(OBS + CONTINUOUS, width, 1), mlp(OBS + CONTINUOUS, width, 1)
    actor_target.load_state_dict(actor.state_dict())
    q_target.load_state_dict(q.state_dict())
    q_optimizer = torch.optim.Adam(q.parameters(), lr=1e-3)
    actor_optimizer = torch.optim.Adam(actor.parameters(), lr=1e-3)

    def step():
        now, nxt, _, action, reward, discount = replay.sample(width)
        with torch.no_grad():
            a = torch.tanh(actor_target(nxt))
            y = reward + discount * q_target(torch.cat([nxt, a], 1)).squeeze(1)
        loss = F.mse_loss(q(torch.cat([now, action], 1)).squeeze(1), y)
        q_optimizer.zero_grad()
        loss.backward()
        q_optimizer.step()
        loss = -q(torch.cat([now, torch.tanh(actor(now))], 1)).mean()
        actor_optimizer.zero_grad()
        loss.backward()
        actor_optimizer.step()
        polyak(actor_target, actor)
        polyak(q_target, q)

    return step


def dqn(width):
    replay = Replay()
    q, target = mlp(OBS, width, ACTIONS), mlp(OBS, width, ACTIONS)
    target.load_state_dict(q.state_dict())
    optimizer = torch.optim.Adam(q.parameters(), lr=5e-4)

    def step():
        now, nxt, action, _, reward, discount = replay.sample(width)
        with torch.no_grad():
            best = q(nxt).argmax(1, keepdim=True)
            y = reward + discount * target(nxt).gather(1, best).squeeze(1)
        loss = F.smooth_l1_loss(q(now).gather(1, action.unsqueeze(1)).squeeze(1), y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(q.parameters(), 10)
        optimizer.step()
        polyak(target, q)

    return step


class CartPole:
    def __init__(self, rng):
        self.rng = rng
        self.reset()

    def reset(self):
        self.state = [float(v) for v in self.rng.uniform(-0.05, 0.05, 4)]
        self.steps = 0
        return self.state

    def step(self, action):
        x, v, a, w = self.state
        c, s = math.cos(a), math.sin(a)
        push = ((10.0 if action == 1 else -10.0) + 0.05 * w * w * s) / 1.1
        angular = (9.8 * s - c * push) / (0.5 * (4.0 / 3.0 - 0.1 * c * c / 1.1))
        linear = push - 0.05 * angular * c / 1.1
        self.state = [x + 0.02 * v, v + 0.02 * linear, a + 0.02 * w, w + 0.02 * angular]
        self.steps += 1
        fell = abs(self.state[0]) > 2.4 or abs(self.state[2]) > 12 * math.pi / 180
        return fell, fell or self.steps >= 500


def ppo(seconds):
    envs, length, minibatch = 4, 128, 128
    rng = np.random.default_rng(1)
    all_envs = [CartPole(rng) for _ in range(envs)]
    actor, critic = mlp(4, 64, 2, nn.Tanh), mlp(4, 64, 1, nn.Tanh)
    parameters = list(actor.parameters()) + list(critic.parameters())
    optimizer = torch.optim.Adam(parameters, lr=2.5e-4, eps=1e-5)
    state = torch.tensor([e.reset() for e in all_envs])
    done = torch.zeros(envs)
    steps, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        obs = torch.zeros(length, envs, 4)
        actions = torch.zeros(length, envs, dtype=torch.long)
        logs, values, dones = (torch.zeros(length, envs) for _ in range(3))
        rewards = torch.ones(length, envs)
        for t in range(length):
            obs[t], dones[t] = state, done
            with torch.no_grad():
                d = torch.distributions.Categorical(logits=actor(state))
                action = d.sample()
                logs[t], values[t], actions[t] = d.log_prob(action), critic(state).squeeze(1), action
            nxt, ended = [], []
            for env, a in zip(all_envs, action.tolist()):
                _, over = env.step(a)
                nxt.append(env.reset() if over else env.state)
                ended.append(float(over))
            state, done = torch.tensor(nxt), torch.tensor(ended)
            steps += envs
        with torch.no_grad():
            following = critic(state).squeeze(1)
            advantages = torch.zeros(length, envs)
            last = torch.zeros(envs)
            for t in reversed(range(length)):
                alive = 1 - (done if t == length - 1 else dones[t + 1])
                value = following if t == length - 1 else values[t + 1]
                delta = rewards[t] + 0.99 * value * alive - values[t]
                advantages[t] = last = delta + 0.99 * 0.95 * alive * last
            returns = (advantages + values).reshape(-1)
        b_obs, b_actions, b_logs = obs.reshape(-1, 4), actions.reshape(-1), logs.reshape(-1)
        b_advantages, b_values = advantages.reshape(-1), values.reshape(-1)
        order = np.arange(envs * length)
        for _ in range(4):
            np.random.shuffle(order)
            for first in range(0, envs * length, minibatch):
                i = order[first:first + minibatch]
                d = torch.distributions.Categorical(logits=actor(b_obs[i]))
                ratio = (d.log_prob(b_actions[i]) - b_logs[i]).exp()
                advantage = b_advantages[i]
                advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
                policy_loss = torch.max(-advantage * ratio, -advantage * torch.clamp(ratio, 0.8, 1.2)).mean()
                value = critic(b_obs[i]).squeeze(1)
                clipped = b_values[i] + torch.clamp(value - b_values[i], -0.2, 0.2)
                value_loss = 0.5 * torch.max((value - returns[i]) ** 2, (clipped - returns[i]) ** 2).mean()
                loss = policy_loss - 0.01 * d.entropy().mean() + 0.5 * value_loss
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(parameters, 0.5)
                optimizer.step()
    return steps / (time.perf_counter() - start)


def main():
    name, width = sys.argv[1].split()
    seconds = float(sys.argv[2])
    if name == "ppo":
        print(ppo(seconds))
        return
    step = {"sac": sac, "ddpg": ddpg, "dqn": dqn}[name](int(width))
    for _ in range(20):
        step()
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        step()
        count += 1
    print(count / (time.perf_counter() - start))


main()
