# What this platform uses of aiokafka, with its types: the library has none of its own to speak of.
# tests/contract/test_typings.py holds these to the library that is installed.
from aiokafka.abc import ConsumerRebalanceListener as ConsumerRebalanceListener
from aiokafka.consumer import AIOKafkaConsumer as AIOKafkaConsumer
from aiokafka.producer import AIOKafkaProducer as AIOKafkaProducer
from aiokafka.structs import ConsumerRecord as ConsumerRecord
from aiokafka.structs import TopicPartition as TopicPartition
